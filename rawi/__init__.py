"""The front door: the command line `rawi`. What it starts lives in `assets`, what it asks in `warehouse`."""
