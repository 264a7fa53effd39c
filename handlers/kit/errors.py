"""What a person is told when something is not right. A UserError rolls the update back and becomes its own sentence."""


class UserError(Exception):
    """Say this to the person, in their language. `message` is marked with N_; `values` fill its {names}."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values
