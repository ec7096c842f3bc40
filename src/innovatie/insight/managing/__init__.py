"""What the administrator of the platform looks after: sign-in services, municipalities, mail, jobs, settings."""
