"""Mail and messages: what is told to whom, at once or in one digest a day, and the queue that sends it once."""
