"""The pages that look over everything: the table of their addresses."""

from flask import Blueprint

from dialoog.open.views import home, post

blueprint = Blueprint("open", __name__)
blueprint.add_url_rule("/", view_func=home.home)
blueprint.add_url_rule("/werk/post", view_func=post.post)
blueprint.add_url_rule("/werk/post/alles-opnieuw", view_func=post.send_all_again, methods=["POST"])
blueprint.add_url_rule("/werk/post/<int:message_id>/opnieuw", view_func=post.send_again, methods=["POST"])
blueprint.add_url_rule("/werk/post/taken/<int:job_id>/opnieuw", view_func=post.do_again, methods=["POST"])
