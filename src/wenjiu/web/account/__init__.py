"""Sign-in: allauth's views and forms under pages of our own."""
