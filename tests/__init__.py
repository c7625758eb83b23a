"""What CAE promises, sentence by sentence."""
