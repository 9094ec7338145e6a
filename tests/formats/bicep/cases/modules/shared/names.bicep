@export()
var prefix = 'payments'

@export()
var subnetName = '${prefix}-nodes'

@export()
func named(kind string) string => '${prefix}-${toLower(kind)}'
