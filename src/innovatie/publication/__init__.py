"""Publication: finalists develop their idea, VNG publishes the result once, winners keep a permanent page."""
