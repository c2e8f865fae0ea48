"""The smallest Flask application: what a page costs when there is nothing in it."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "hello"
