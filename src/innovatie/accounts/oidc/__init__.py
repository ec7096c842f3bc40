"""Sign-in at a municipality's own identity provider (OpenID Connect, authorization code with PKCE).

settings   which providers there are, and what each is asked for
flow       what we remember between the two halves of a sign-in, and the checks on the answer
client     talking to the provider: metadata, keys, code for token
assertion  how we prove to the provider who we are
idtoken    the one place where an ID token is judged; logout_token does the same for back-channel sign-out
"""
