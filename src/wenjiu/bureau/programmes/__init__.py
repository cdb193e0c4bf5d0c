"""Programmes: classes, traineeships, competitions, posts, calls. What happens there becomes rows of the registers."""
