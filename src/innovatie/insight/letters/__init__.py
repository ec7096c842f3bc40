"""`/vng/brieven`: letters of VNG, to whom it chooses by what they did in a round."""
