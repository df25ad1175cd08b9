"""What everyone may have, as plain values: the same for the API, the files of the lists and the feeds.

Always as a visitor sees it, whoever asks (D11); names of people stand on the dossier alone, not in what is
taken away in bulk. Every page of records takes the same number of queries, however many it holds.
"""
