"""What the verbs of the command line do; monitor/cli.py only declares them. Each module is imported when its verb is called."""
