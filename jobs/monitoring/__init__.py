"""A model in use, watched over its windows: what is an alarm, whether retraining is asked for, and the page of it."""
