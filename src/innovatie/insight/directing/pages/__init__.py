"""The pages of one round, from which VNG directs it: its course, its entries, who is waited for."""
