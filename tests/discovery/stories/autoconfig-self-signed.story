about    A web server with a self-signed certificate tells nothing
address  jo@example.org
dns      autoconfig.example.org  A  203.0.113.1
dns      example.org             A  203.0.113.1
listen   203.0.113.1:443  self-signed autoconfig.example.org
page     https://autoconfig.example.org/mail/config-v1.1.xml 200 text/xml good.xml
only
not-asked autoconfig
