"""The office's end of `scripts/edit`: reads and keeps what the page in scripts/form/ asks for and sends."""
