"""`/vng`: the desk from which VNG directs everything."""
