"""The pages that look over everything: the table of their addresses. Those of the API stand in dialoog/open/api."""

from flask import Blueprint

from dialoog.open.views import about, feeds, files, home, machines, post, proof, register

blueprint = Blueprint("open", __name__)
blueprint.add_url_rule("/", view_func=home.home)

blueprint.add_url_rule("/register", view_func=register.register)
blueprint.add_url_rule("/inbreng/<number>/bewijs", view_func=proof.proof)

blueprint.add_url_rule("/over", view_func=about.about)
blueprint.add_url_rule("/privacy", view_func=about.privacy)
blueprint.add_url_rule("/toegankelijkheid", view_func=about.accessibility)
blueprint.add_url_rule("/zoeken", view_func=about.search)

blueprint.add_url_rule("/inbreng.atom", "contributions_feed", feeds.contributions)
blueprint.add_url_rule("/antwoorden.atom", "answers_feed", feeds.answers)
blueprint.add_url_rule("/register.atom", "heads_feed", feeds.heads)

for name in files.LISTS:
    blueprint.add_url_rule(f"/{name}.json", f"{name}_json", files.as_json(name))
    blueprint.add_url_rule(f"/{name}.csv", f"{name}_csv", files.as_csv(name))

blueprint.add_url_rule("/sitemap.xml", view_func=machines.sitemap)
blueprint.add_url_rule("/sitemap-<int:part>.xml", view_func=machines.sitemap_part)
blueprint.add_url_rule("/robots.txt", view_func=machines.robots)
blueprint.add_url_rule("/.well-known/security.txt", view_func=machines.security)

blueprint.add_url_rule("/werk/post", view_func=post.post)
blueprint.add_url_rule("/werk/post/alles-opnieuw", view_func=post.send_all_again, methods=["POST"])
blueprint.add_url_rule("/werk/post/<int:message_id>/opnieuw", view_func=post.send_again, methods=["POST"])
blueprint.add_url_rule("/werk/post/taken/<int:job_id>/opnieuw", view_func=post.do_again, methods=["POST"])
