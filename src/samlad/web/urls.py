"""Addresses: the root and every path of the site."""

from django.urls import re_path

from samlad.web import views

urlpatterns = [re_path(r"^(?P<path>.*)$", views.show)]
handler404 = "samlad.web.views.missing"
handler500 = "samlad.web.views.failed"
