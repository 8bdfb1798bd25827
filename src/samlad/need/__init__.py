"""need."""
