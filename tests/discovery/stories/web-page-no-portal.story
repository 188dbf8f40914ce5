about    The same page where https works is just a web site
address  jo@example.org
dns      example.org             A  203.0.113.1
dns      autoconfig.example.org  A  203.0.113.1
dns      live.thunderbird.net    A  198.51.100.9
listen   203.0.113.1:80    plain
listen   198.51.100.9:443  tls live.thunderbird.net
page     http://autoconfig.example.org/mail/config-v1.1.xml 200 text/html portal.html
only
