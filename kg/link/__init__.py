"""From words to concepts: citations to guideline sections, mentions to drugs, titles to treatments. Pure."""
