"""For `scripts/fuzz`: what every reader does with files that nobody in their right mind would hand it."""
