// A server of Go's own net/rpc with the procedures of the debugger protocol. It prints its port, then each call as a line of JSON,
// with the time at which it was handled as its place in the order of the calls. A transition whose id ends in "refuse" is refused.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/rpc"
	"os"
	"strings"
	"sync"
)

type State struct {
	Auto, Multi                       bool
	Require, Add, Remove, After, Tags []string
}

type DbgMsgStruct struct {
	ID          string
	StatesIndex []string
	States      map[string]State
	Groups      map[string][]int
	GroupsOrder []string
	Parent      string
	Tags        []string
}

type Step struct {
	Type, RelType            int8
	IsFinal, IsSelf, IsEnter bool
	FromState                string
	FromStateIdx             int
	ToState                  string
	ToStateIdx               int
	Data                     any
}

type LogEntry struct {
	Level int
	Text  string
}

type DbgMsgTx struct {
	MachineID, ID                          string
	Clocks                                 []uint64
	QueueTick, MutQueueToken, MutQueueTick uint64
	Type                                   int
	CalledStates                           []string
	CalledStatesIdxs                       []int
	Steps                                  []*Step
	LogEntries, PreLogEntries              []*LogEntry
	Queue                                  int
	IsAuto, Accepted, IsCheck, IsQueued    bool
	Args                                   map[string]string
	QueueDump                              []string
	StackTrace                             string
}

type RPCServer struct {
	lock sync.Mutex
	out  *json.Encoder
}

func (s *RPCServer) tell(method string, message any) {
	s.lock.Lock()
	defer s.lock.Unlock()
	_ = s.out.Encode(map[string]any{"method": method, "message": message})
}

func (s *RPCServer) DbgMsgSchema(message *DbgMsgStruct, _ *string) error {
	s.tell("schema", message)
	return nil
}

func (s *RPCServer) DbgMsgTx(message *DbgMsgTx, _ *string) error {
	if strings.HasSuffix(message.ID, "refuse") {
		return errors.New("refused on request")
	}
	s.tell("transition", message)
	return nil
}

func main() {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server := rpc.NewServer()
	if err := server.Register(&RPCServer{out: json.NewEncoder(os.Stdout)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	server.Accept(listener)
}
