"""The pages of handing in and of staff's work on one contribution.

| address | view |
|---|---|
| `/inbreng/nieuw` | handing_in.form, handing_in.send |
| `/inbreng/<number>/ontvangen` | handing_in.received |
| `/inbreng/bevestigen/<token>` | links.confirm |
| `/inbreng/niet-van-mij/<token>` | links.deny |
| `/inbreng/intrekken/<token>` | links.withdraw |
| `/werk/inbreng/nieuw` | on_behalf.form, on_behalf.send |
| `/werk/inbreng/inbrengers` | givers.form, givers.attach |
| `/werk/inbreng/toewijzen` | assigning.assign |
| `/werk/inbreng/<number>` | staff.contribution |
| `/werk/inbreng/<number>/origineel` | staff.original |
| `/werk/inbreng/<number>/verlengen` | assigning.extend |
| `/werk/inbreng/<number>/weglakken` | blacking_out.black_out |
| `/werk/inbreng/<number>/intrekken` | withdrawing.withdraw |
"""

from flask import Blueprint

blueprint = Blueprint("contributions", __name__)
