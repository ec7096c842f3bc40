"""What all stages together show: the front page, my work, a municipality's page, figures and open data."""
