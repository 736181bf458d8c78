"""The demo programme: believable people, made by the same actions as everything else. Demo mode only."""
