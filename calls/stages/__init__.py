"""The six rooms a call walks through; none of them knows another."""
