"""Messages to phones through a pluggable gateway; what a message says is the features' part."""
