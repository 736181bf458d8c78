"""The person: sign-in, what I bring, what I need, consent, concerns, audit, privacy. The bottom layer."""
