"""What we say: conversations as data and the engine that runs them, pure."""
