"""From texts to the disk: what has to change in the output folder, and changing exactly that."""
