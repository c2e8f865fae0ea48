"""The addresses that the result page names."""

from django.urls import path

from benchmarks.peers.django_site import views

urlpatterns = [
    path("", views.elsewhere, name="home"),
    path("results", views.elsewhere, name="results"),
    path("results/<str:public_id>", views.result, name="result"),
    path("results/<str:public_id>/statement", views.elsewhere, name="statement"),
    path("results/<str:public_id>/statement.pdf", views.elsewhere, name="statement_pdf"),
    path("account", views.elsewhere, name="account"),
    path("sign-in", views.elsewhere, name="sign_in"),
    path("sign-out", views.elsewhere, name="sign_out"),
    path("language/<str:code>", views.elsewhere, name="language"),
    path("terms", views.elsewhere, name="terms"),
    path("privacy", views.elsewhere, name="privacy"),
    path("help", views.elsewhere, name="help"),
]
