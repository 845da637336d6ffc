"""The district in its state: peers, directions over years, who must be reviewed."""
