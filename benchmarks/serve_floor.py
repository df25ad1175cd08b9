"""`python -m benchmarks.serve_floor PORT`: the floor on Dialoog's own server."""

import sys

from benchmarks.servers import WORKERS
from dialoog.server import serve

if __name__ == "__main__":
    serve(port=int(sys.argv[1]), workers=WORKERS, jobs=False, target="benchmarks.floor:app")
