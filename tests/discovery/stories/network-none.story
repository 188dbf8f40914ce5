about    There is no network
address  jo@example.org
network  none
dns      *.example.org           servfail
dns      example.org             servfail
error    no-network
