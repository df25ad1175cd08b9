"""Reading answers: the public list, the versions a dossier shows, the queue, and who was not told."""

from dialoog.answers.queries.public import Filters, published, versions_for

__all__ = ["Filters", "published", "versions_for"]
