about    The network monitor knows of a portal
address  jo@example.org
network  portal
dns      example.org  A  203.0.113.9
error    captive-portal
