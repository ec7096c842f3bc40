"""What municipalities plan to develop."""
