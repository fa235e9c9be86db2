def shout(text):
    import pika

    pika.BlockingConnection().channel().basic_publish("", "shouts", text)
