"""What an environment's broker and databases need to have, made and compared: topics, queues, streams, groups, tables.

Transports import `resources` from here, so this file imports nothing.
"""
