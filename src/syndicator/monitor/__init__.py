"""Health of all there is, incidents and who is told of them: operators learn it before readers."""
