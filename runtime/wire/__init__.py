"""Avro and Protobuf: the types of their models, their JSON, their binary encodings, and the wire header of schema registries.

Generated models import `avro` or `protobuf` from here; the binary codecs load when a message is first written or read in binary.
The codecs are our own: both formats are small, they work on the models themselves instead of on copies of them, and a program
needs no other package for them. Tests hold them to fastavro and to Google's protobuf, byte for byte and value for value.
"""
