"""The comparisons: this bot beside others in the same run, on the same machine. Times inform; they never fail."""
