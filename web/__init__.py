"""The thin Flask front end: a view parses its input, asks `kg`, renders."""
