"""门面: the front door: sign-in, the desk, navigation, and what is composed from several packages."""
