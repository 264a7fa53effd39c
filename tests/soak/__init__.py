"""The fault proofs: many people, a bot that is killed again and again, and a count of what became of every act."""
