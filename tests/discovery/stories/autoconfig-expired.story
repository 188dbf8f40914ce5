about    A web server with an expired certificate tells nothing
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.1
listen   203.0.113.1:443  expired autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
only
