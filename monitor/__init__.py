"""Decides and drives: config, judgement, change detection, announcements, scheduler, CLI. Nobody imports it."""
