"""Where the triples are kept: releases on disk, and the doors through which queries reach them."""
