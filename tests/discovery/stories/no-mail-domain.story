about    The domain exists and nothing tells where its mail is
address  jo@example.org
dns      example.org  A  203.0.113.9
only
