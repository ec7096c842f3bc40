"""The example content: plans, people and rounds that read like real ones, loaded through the real actions."""
