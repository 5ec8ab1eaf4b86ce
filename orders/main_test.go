package orders_test

import (
	"os"
	"testing"
	_ "time/tzdata"

	"rozmowa/devstack/testmain"
)

var servers testmain.Servers

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{}, testmain.Keep(&servers))) }
