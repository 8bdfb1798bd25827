"""The pages of a built case in the browser of this machine: ``python -m samlad.web FOLDER``."""
