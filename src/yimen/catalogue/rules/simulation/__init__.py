"""风洞规则: the queues of every unit, simulated on the working calendar before people feel them."""
