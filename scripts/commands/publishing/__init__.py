"""How a built site becomes public: what it may weigh, the folder that a web server shows, the switch to a version."""
